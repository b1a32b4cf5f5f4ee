"""The API, OpenAPI 3.1, over the same actions as the pages."""
