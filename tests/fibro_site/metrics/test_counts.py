"""What a process counts, and how processes share it."""

from pathlib import Path

from fibro_site.metrics.counts import CountKind, Counts, PageResult
from fibro_site.metrics.sharing import SharedCounts, read_numbers

HIT = (CountKind.PAGES.value, PageResult.HIT.value)


def share(folder: Path, hits: int = 0) -> SharedCounts:
    shared = SharedCounts(Counts(), folder)
    for _ in range(hits):
        shared.counts.count_page(PageResult.HIT)
    return shared


def test_each_process_tells_what_all_counted(tmp_path: Path) -> None:
    first, second = share(tmp_path, hits=2), share(tmp_path, hits=3)
    second.save()
    assert first.sum_up()[HIT] == 5
    assert second.sum_up()[HIT] == 5


def test_process_goes_on_from_where_a_dead_one_stopped(tmp_path: Path) -> None:
    dead = share(tmp_path, hits=2)
    dead.save()
    dead.close()
    new = share(tmp_path, hits=1)
    assert new.sum_up()[HIT] == 3
    assert [path.name for path in tmp_path.glob("*.json")] == ["0.json"]
    assert share(tmp_path).sum_up()[HIT] == 3


def test_half_a_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "0.json").write_text('[["pages", "hit", 2')
    (tmp_path / "1.json").write_text('{"pages": 3}')
    assert share(tmp_path, hits=1).sum_up()[HIT] == 1


def test_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert share(tmp_path / "file", hits=1).sum_up()[HIT] == 1


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    share(tmp_path / "metrics", hits=1).save()
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"metrics": 0o700, "0.json": 0o600, "0.lock": 0o600}
    assert read_numbers(tmp_path / "metrics/0.json") == {HIT: 1}
