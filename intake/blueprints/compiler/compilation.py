"""What the compiler returns."""

from dataclasses import dataclass

from intake.blueprints.compiler.block_paths import BlockPath, BlockPaths
from intake.engine.json_object import Json


@dataclass(frozen=True)
class Compilation:
    definition: Json
    paths: BlockPaths

    def find_block(self, path: str) -> BlockPath:
        """Return where the block stands that this path of the definition comes from; empty if it comes from none."""
        return self.paths.find(path)
