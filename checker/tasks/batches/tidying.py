"""
What ended batches leave at their server, deleted there: the questions with the texts, and the answers.

Never here: when a batch has ended.
"""

import logging

from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAtServer
from checker.extract.batch import Service
from checker.store import batches

_log = logging.getLogger(__name__)


def tidy(desk: Desk, service: Service) -> None:
    """Delete the files of ended batches; what cannot be deleted is tried again in another turn."""
    with desk.store.read() as tx:
        left = batches.left_at_server(tx)
    try:
        for batch_id, files in left.items():
            kept = [file for file in files if not _deleted(service, file)]
            with desk.store.write() as tx:
                batches.keep_files(tx, batch_id, kept)
    except ModelUnavailable as error:
        _log.info("files of batches are still at the server: %s", error)


def _deleted(service: Service, file: str) -> bool:
    """Delete a file; return whether its server has it no more."""
    try:
        service.delete(file)
    except NotAtServer:
        return True
    except ModelRejected as error:
        _log.warning("the file %s stays at the server for now: %s", file, error)
        return False
    return True
