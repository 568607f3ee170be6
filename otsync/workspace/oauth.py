from __future__ import annotations
PATHS: frozenset[str] = frozenset()
def handle(workspace, request): raise NotImplementedError
