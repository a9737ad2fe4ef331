"""An Office file's zip without the times it was made at: the same content, same bytes."""

import io
import zipfile


# The earliest a zip can hold, and what Excel's own files say.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def without_times(content: bytes) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for one in given.infolist():
            entry = zipfile.ZipInfo(one.filename, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            # The same wherever it is made: a zip also says on which system.
            entry.create_system = 3
            fixed.writestr(entry, given.read(one))
    return packed.getvalue()
