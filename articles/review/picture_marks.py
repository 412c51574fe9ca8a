"""Marks pictures that need the editor in the preview of a page, where the content checks find them."""

from wagtail import blocks

from articles.review.body_report import describe_picture_problem, list_images


def mark_pictures(body: blocks.StreamValue) -> None:
    """Note at each image of a body what is wrong with it. The template of a picture writes it into an attribute."""
    for child in body:
        for image in filter(None, list_images(child)):
            image.problem = describe_picture_problem(image)
