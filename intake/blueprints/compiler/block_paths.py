"""Which block each part of a definition was compiled from, so that an error can be shown there."""

from intake.engine.paths import get_parent_path

# Where a block stands: a field of the questionnaire, a position in its stream, a field of that block, and so on.
BlockPath = tuple[str | int, ...]


class BlockPaths:
    """The paths of blocks, by the paths of what was compiled from them (`questionnaire.item[2].text`)."""

    def __init__(self) -> None:
        self._blocks: dict[str, BlockPath] = {}

    def add(self, path: str, block: BlockPath, **fields: str) -> None:
        """Note that `path` was compiled from a block, and members of it from fields of that block."""
        self._blocks[path] = block
        for member, field in fields.items():
            self._blocks[f"{path}.{member}"] = (*block, field)

    def find(self, path: str) -> BlockPath:
        """Return the block of this path or of the nearest one around it; empty if there is none."""
        while path and path not in self._blocks:
            path = get_parent_path(path)
        return self._blocks.get(path, ())
