"""Of two who use the same link at once, one is refused."""

import threading

from services.web.link import SIGN_IN
from services.web.operations.make_sign_in_link import make_sign_in_link
from services.web.operations.use_link import LinkIsGone, use_link
from tests.services.web.site import OWNER, Site


def test_of_many_at_once_one_is_let_in(site: Site) -> None:
    site.an_organisation()
    database = site.services["web"].database
    with database.transaction() as tx:
        token = make_sign_in_link(tx, OWNER, chance=site.runtime.chance).token
    outcomes: list[bool] = []
    start = threading.Barrier(8)

    def take() -> None:
        start.wait()
        try:
            with database.transaction() as tx:
                use_link(tx, token, kinds=(SIGN_IN,))
            outcomes.append(True)
        except LinkIsGone:
            outcomes.append(False)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 7 + [True]
