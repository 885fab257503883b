"""How static files are stored: under names that change with their content, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Our JavaScript is modules, so the names in their import statements must follow the files', too."""

    support_js_module_import_aggregation = True
