"""
What ended batches leave at their server, deleted there: the questions with the texts, and the answers.

Never here: when a batch has ended.
"""

import logging
from collections.abc import Iterable

from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAtServer
from checker.extract.batch import Service
from checker.store import batches

_log = logging.getLogger(__name__)


def tidy(desk: Desk, service: Service) -> None:
    """Delete the files of ended batches; what is not deleted for want of an answer is tried again in another turn."""
    with desk.store.read() as tx:
        left = batches.left_at_server(tx)
    try:
        for batch_id, files in left.items():
            _delete(service, files)
            with desk.store.write() as tx:
                batches.keep_files(tx, batch_id, ())
    except ModelUnavailable as error:
        _log.info("files of batches are still at the server: %s", error)


def _delete(service: Service, files: Iterable[str]) -> None:
    for file in files:
        try:
            service.delete(file)
        except NotAtServer:
            continue
        except ModelRejected as error:
            _log.warning("the file %s stays at the server: %s", file, error)
