"""What `muster check` says of how it is hosted."""

import os

import pytest
from django.core import checks

from muster.protection import hosting


@pytest.fixture
def said(home):
    """said("Email") is what is said of that part."""

    def said(part):
        found = [*hosting.look(), *hosting.deployment()]
        return [f"{one.state}: {one.sentence}" for one in found if one.part == part]

    return said


MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /srv/share rw - cifs //files/share rw
41 22 0:36 / /srv/nfs rw - nfs4 files:/muster rw
42 41 8:2 / /srv/nfs/local\040disk rw - xfs /dev/sdb1 rw
43 22 0:37 / /home/sam/cloud rw - fuse.rclone drive: rw
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/muster", "ext4"),
        ("/srv/share/muster", "cifs"),
        ("/srv/nfs/home", "nfs4"),
        ("/srv/nfs/local disk/home", "xfs"),
        ("/home/sam/cloud/home", "fuse.rclone"),
    ],
)
def test_the_file_system_is_the_nearest_mounts(path, kind):
    assert hosting.kind_of(hosting.Path(path), MOUNTS) == kind
    assert hosting.kind_of(hosting.Path(path), "") == ""


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "fuse.rclone"])
def test_a_share_is_broken(said, monkeypatch, kind):
    monkeypatch.setattr(hosting, "kind_of", lambda *_: kind)
    [sentence] = said("Volume")
    assert sentence.startswith(f"broken: The home is on {kind}, a share.")


def test_a_local_disk_is_good(said, monkeypatch):
    monkeypatch.setattr(hosting, "kind_of", lambda *_: "ext4")
    assert said("Volume") == ["good: The home is on ext4."]


def test_a_folder_that_is_synchronised_is_broken(said, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(hosting, "kind_of", lambda *_: "ext4")
    settings.MUSTER_HOME = tmp_path / "OneDrive - Quillshire" / "home"
    [sentence] = said("Volume")
    assert sentence.startswith("broken: The home is in “OneDrive - Quillshire”")


def test_back_ups_that_are_not_made_or_late_are_worth_a_look(said, settings, tmp_path):
    settings.BACKUP_FOLDER = None
    assert said("Back-ups")[0].startswith("look: None is made by itself.")
    settings.BACKUP_FOLDER = tmp_path
    assert said("Back-ups") == [f"look: There is none in {tmp_path} yet."]
    made = tmp_path / "muster-20260101T020000Z.tar.age"
    made.touch()
    assert said("Back-ups") == [f"good: The latest is {made.name}."]
    os.utime(made, (0, 0))
    assert "is more than a day and a half old" in said("Back-ups")[0]


def test_email_is_said_to_be_set_or_not(said, settings):
    settings.EMAIL_IS_SET = True
    assert said("Email")[0].startswith("good: It is set.")
    settings.EMAIL_IS_SET = False
    assert said("Email")[0].startswith("look: MUSTER_EMAIL is not set")


def test_an_address_without_https_is_broken(said, settings):
    settings.ALLOWED_HOSTS = ["muster.quillshire.example"]
    assert said("Address")[0].startswith("broken: It answers to other machines")
    settings.SESSION_COOKIE_SECURE = True
    assert said("Address") == []


def test_what_django_says_of_a_deployment_is_passed_on(said, monkeypatch):
    found = [checks.Warning("Something is off.", id="security.W999")]
    monkeypatch.setattr(checks, "run_checks", lambda **_: found)
    assert said("Deployment") == ["look: Something is off. security.W999."]
    monkeypatch.setattr(checks, "run_checks", lambda **_: [])
    assert said("Deployment") == ["good: Django’s checks find nothing wrong."]
