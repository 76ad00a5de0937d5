"""flask-smorest's Api with problem documents for errors and an OpenAPI 3.1 document that says so."""

import threading
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, json
from flask_smorest.utils import prepare_response
from marshmallow import Schema, fields

from shared.http.authentication import public
from shared.http.problem_documents import MEDIA_TYPE, of_http_exception


class ProblemSchema(Schema):
    """An RFC 9457 problem document."""

    type = fields.String(metadata={"description": "Always about:blank: the status says which kind it is"})
    title = fields.String(metadata={"description": "What kind of problem, in a few words"})
    status = fields.Integer(metadata={"description": "The HTTP status"})
    detail = fields.String(metadata={"description": "What was wrong and what to do about it"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "What is wrong, by field (`contact.phone`)"},
    )


class Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest has no types
    """The routes of one service below `/api/<name>/<version>`, and their OpenAPI document."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask, *, title: str, version: str, description: str, base_path: str) -> None:
        self._document: str | None = None
        self._documenting = threading.Lock()
        self._undocumented: list[tuple[flask_smorest.Blueprint, str]] = []
        app.config["OPENAPI_URL_PREFIX"] = base_path
        super().__init__(
            app,
            spec_kwargs={
                "title": title,
                "version": version,
                "openapi_version": "3.1.0",
                "info": {"description": description},
                "servers": [{"url": "/"}],
            },
        )
        self.ma_plugin.converter.add_attribute_function(_pattern_of_every_language)
        self.spec.components.security_scheme("bearerAuth", {"type": "http", "scheme": "bearer"})

    def register_blueprint(self, blueprint: flask_smorest.Blueprint, **options: Any) -> None:
        """Registers the routes; they are documented when somebody asks, since that takes longer than all else."""
        name = options.get("name", blueprint.name)
        self._app.extensions["flask-smorest"]["blp_name_to_api"][name] = self
        self._app.register_blueprint(blueprint, **options)
        self._undocumented.append((blueprint, name))

    def handle_http_exception(self, error: Any) -> Response:
        return of_http_exception(error)

    def _register_responses(self) -> None:
        """Nothing yet: they are documented with the routes."""

    def _document_responses(self) -> None:
        for status in HTTPStatus:
            with_body = status >= 200 and status not in (204, 304)
            self._register_response(status.name, status.phrase, with_body=with_body)
        self._register_response("DEFAULT_ERROR", "Any other error", with_body=True)

    def _register_response(self, name: str, description: str, *, with_body: bool) -> None:
        response: dict[str, Any] = {"description": description}
        if with_body:
            response["schema"] = self.ERROR_SCHEMA
        prepare_response(response, self.spec, MEDIA_TYPE)
        self.spec.components.response(name, response, lazy=True)

    @public
    def _openapi_json(self) -> Response:
        with self._documenting:
            if self._document is None:
                self._document_routes()
                self._document = json.dumps(self.spec.to_dict(), indent=2, sort_keys=False)
        return current_app.response_class(self._document, mimetype="application/json")

    def _document_routes(self) -> None:
        self._document_responses()
        for blueprint, name in self._undocumented:
            blueprint.register_views_in_doc(self, self._app, self.spec, name=name, parameters=None)
            self.spec.tag({"name": name, "description": blueprint.description})
        self._undocumented.clear()


def _pattern_of_every_language(_: Any, _field: Any, ret: dict[str, Any], **_more: Any) -> dict[str, str]:
    """JSON Schema's patterns are ECMA-262's, where Python's own ends of a text mean the letters A and Z."""
    pattern = ret.get("pattern")
    return {"pattern": pattern.replace("\\A", "^").replace("\\Z", "$")} if isinstance(pattern, str) else {}
