"""Piccolo looks for this name: the engine and the applications whose tables it migrates."""

from piccolo.conf.apps import AppRegistry

from models.database import DB

APP_REGISTRY = AppRegistry(apps=["models.piccolo_app"])

__all__ = ["APP_REGISTRY", "DB"]
