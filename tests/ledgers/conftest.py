"""The county hotel on its first night, for the comparison of its records."""

from tests.intake.conftest import night  # noqa: F401 - the fixture
