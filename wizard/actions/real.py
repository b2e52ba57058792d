"""The real services, bundled. Nothing heavy is imported before a service is used."""

from __future__ import annotations

from wizard.actions.services import Services


def real_services(*, allow_http_endpoint: bool = False) -> Services:
    """The disk, git, AWS, the keyring, the registry, and Shippable's API where a token is given.

    `allow_http_endpoint`: AWS may be asked over http at a host that is not this computer.
    """
    from wizard.services.aws.boto import AwsBoto
    from wizard.services.credentials.system import SystemVault
    from wizard.services.repository.git import RealGit
    from wizard.services.shippable.connect import api_from_environment
    from wizard.services.storage.files import RealFiles
    from wizard.services.storage.inventory import FileRegistry

    return Services(
        files=RealFiles(),
        git=RealGit(),
        aws=AwsBoto(allow_http_endpoint=allow_http_endpoint),
        vault=SystemVault(),
        registry=FileRegistry(),
        api=api_from_environment(),
    )
