"""Files in a bucket that several machines share: Amazon S3, or a server that speaks as it does."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from botocore.client import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

# A reader waits for it.
CONNECT_SECONDS = 2
READ_SECONDS = 10
# A larger file that is read is held on the disk meanwhile.
MAX_BYTES_IN_MEMORY = 1024 * 1024


class ObjectStorage(S3Storage):
    """Objects that nobody reads but through the site: none gets an ACL, and no URL leads to the bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "max_memory_size": MAX_BYTES_IN_MEMORY,
            "client_config": Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": 2},
                max_pool_connections=64,
                signature_version="s3v4",
                # The bucket's name as a part of the host needs a DNS that most servers of one's own do not have.
                s3={"addressing_style": "path" if settings.S3_SERVER["endpoint_url"] else "auto"},
                # Checksums in a form that older servers refuse.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def _open(self, name: str, mode: str = "rb") -> File:
        try:
            file: File = super()._open(name, mode)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.BAD_REQUEST:
                # Longer than any object's name.
                raise FileNotFoundError(name) from error
            raise
        return file

    def find_bucket(self, seconds: float) -> None:
        """Ask once whether the bucket is there. Raises an error of botocore if it is not, or not within that time."""
        hurried = Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 1})
        client = self._create_session().client(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.endpoint_url,
            config=self.client_config.merge(hurried),
        )
        client.head_bucket(Bucket=self.bucket_name)

    def get_modified_time(self, name: str) -> datetime:
        try:
            modified: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(name) from error
            raise
        return modified

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        """Return the path at which the site itself serves a file."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(clean_name(name)))
