"""The generated documents: each function returns texts by file name."""

from services.commands.documents.asyncapi import asyncapi
from services.commands.documents.asyncapi_partners import asyncapi_partners
from services.commands.documents.messages import messages
from services.commands.documents.openapi import openapi
from services.commands.documents.settings import settings

DOCUMENTS = (openapi, asyncapi, asyncapi_partners, messages, settings)
