"""What docker-compose.yml and its images promise, read from the files: no Docker is needed."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((TOP / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("${SAMLING_IMAGE")}
PASSING = {"migrate", "operator"}  # these end by themselves
LONG_RUNNING = sorted(set(SERVICES) - PASSING)
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|DATABASE_URL|BROKER_URL|MANAGEMENT_URL|SMTP_URL")
PRODUCT = ("events", "registrations", "notifications", "partners", "web")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_can_change_nothing_but_what_it_is_for(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert "/tmp" in service["tmpfs"]


def test_our_containers_run_as_nobody_in_particular() -> None:
    assert {service["user"] for service in OURS.values()} == {"10001:10001"}
    assert [name for name, service in OURS.items() if "cap_add" in service] == []
    for folder in ("docker", "proxy"):
        last = re.findall(r"^USER (\S+)", (TOP / f"infra/{folder}/Dockerfile").read_text(), re.MULTILINE)[-1]
        assert int(last.split(":")[0]) >= 10_000


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_secret_comes_as_a_file_that_the_container_is_given(name: str) -> None:
    service = SERVICES[name]
    given = {secret if isinstance(secret, str) else secret["target"] for secret in service.get("secrets", [])}
    for setting, value in service.get("environment", {}).items():
        if SECRET.search(setting):
            assert setting.endswith("_FILE"), setting
            assert value.removeprefix("/run/secrets/") in given, setting
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_is_one_that_the_product_reads(name: str) -> None:
    documented = (TOP / "docs/reference/settings.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| `([A-Z_]+)`", documented, re.MULTILINE))
    known |= {f"{service.upper()}_API_URL" for service in PRODUCT}  # commands read these
    given = {setting.removesuffix("_FILE") for setting in SERVICES[name]["environment"]}
    assert given <= known


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_for_long_is_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"]


def test_nothing_is_published_but_on_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert sorted(published) == ["proxy", "sandbox-http"]
    for port in (port for ports in published.values() for port in ports):
        assert port.startswith(("127.0.0.1:", "${SAMLING_BIND:-127.0.0.1}:")), port
    assert [name for name, service in SERVICES.items() if service.get("network_mode") == "host"] == []


def test_databases_and_broker_are_reached_from_inside_alone() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("postgres", "rabbitmq")] == [["inside"], ["inside"]]


def test_every_service_has_both_its_roles_and_only_its_own_database() -> None:
    for name in PRODUCT:
        for role in ("http", "worker"):
            service = SERVICES[f"{name}-{role}"]
            assert service["command"] == [role, name]
            databases = [secret for secret in service["secrets"] if secret.endswith("_database_url")]
            assert databases == [f"{name}_database_url"]


def test_databases_are_brought_up_to_date_before_anything_uses_them() -> None:
    assert SERVICES["migrate"]["command"] == ["migrate"]
    assert SERVICES["migrate"]["restart"] == "no"
    healthy = {"condition": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": healthy, "rabbitmq": healthy}
    for name in set(OURS) - PASSING - {"sandbox-provider"}:  # that one waits for a worker, which waits
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name


def test_the_sandbox_is_for_demos() -> None:
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}
    sandbox = {name: ["demo"] for name in SERVICES if name.startswith("sandbox-")}
    assert profiles == sandbox | {"operator": ["tools"]}
    assert len(sandbox) == 3


def test_the_image_is_built_from_pinned_packages_and_without_secrets() -> None:
    stages = (TOP / "infra/docker/Dockerfile").read_text(encoding="utf-8").split("\nFROM ")
    assert "--require-hashes" in stages[1]
    assert 'PYTHONTZPATH=""' in stages[2]
    ignored = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    taken = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    assert not taken & {"infra", "infra/docker", ".env"}


def test_the_proxy_keeps_metrics_inside_and_believes_no_client() -> None:
    routes = (TOP / "infra/proxy/routes.conf").read_text(encoding="utf-8")
    main = (TOP / "infra/proxy/nginx.conf").read_text(encoding="utf-8")
    assert "location = /metrics { return 404; }" in routes
    assert "(?<service>events|registrations|notifications|partners|web)" in routes
    assert "X-Forwarded-For $remote_addr;" in routes
    assert "underscores_in_headers off;" in main
    assert "client_max_body_size" in main


@pytest.mark.parametrize("asked", [[], ["demo"]], ids=["for real", "demo"])
def test_the_secrets_script_writes_each_once_into_a_folder_of_its_own(tmp_path: Path, asked: list[str]) -> None:
    script = tmp_path / "infra/docker/make-secrets.sh"
    script.parent.mkdir(parents=True)
    script.write_bytes((TOP / "infra/docker/make-secrets.sh").read_bytes())
    written = []
    for _ in range(2):
        subprocess.run(["sh", script, *asked], check=True, capture_output=True)
        written.append(
            {path.name: path.read_text() for path in (script.parent / "secrets").iterdir() if path.is_file()}
        )
    assert written[0] == written[1]
    needed = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert set(written[0]) == needed
    assert (script.parent / "secrets").stat().st_mode & 0o777 == 0o700
    settings = tmp_path / ".env"
    assert settings.stat().st_mode & 0o777 == 0o600
    assert ("COMPOSE_PROFILES=demo" in settings.read_text()) is bool(asked)
    values = [value for value in written[0].values() if value.strip()]
    assert len(set(values)) == len(values)


def test_secrets_and_settings_stay_out_of_git() -> None:
    ignored = (TOP / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "infra/docker/secrets/"} <= set(ignored)
