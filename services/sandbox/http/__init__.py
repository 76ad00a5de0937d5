"""The sandbox over HTTP: Twilio's API, the JSON for checks, and the pages."""
