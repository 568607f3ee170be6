from tests.sync.conftest import first_night

__all__ = ["first_night"]
