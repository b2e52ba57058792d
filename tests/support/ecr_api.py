"""ECR's own API in front of a registry of the tests: what verify asks of it, as an account's rules say."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.services.aws_server import ACCOUNT, ARN, Answer, Request, ecr, ecr_error, good, sts_error, token

HOST = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"


@dataclass
class EcrApi:
    """`tags` and `repositories` are what the Describe calls show; `denied` are the actions that the key may not do."""

    repositories: dict[str, str] = field(default_factory=lambda: {"shop/app": "MUTABLE"})
    tags: set[tuple[str, str]] = field(default_factory=set)
    caches: list[str] = field(default_factory=list)
    exclusions: list[str] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.action)
        if request.service == "iam":
            return sts_error("AccessDenied", "not authorized to perform: iam:SimulatePrincipalPolicy")
        if request.service != "ecr":
            return good(request)
        if request.action in self.denied:
            return ecr_error(
                "AccessDeniedException",
                f"User: {ARN} is not authorized to perform: ecr:{request.action} on resource: * because no "
                f"identity-based policy allows the ecr:{request.action} action",
            )
        return self._of_ecr(request)

    def _of_ecr(self, request: Request) -> Answer:
        # "Errors" and "Examples" of each action, ECR API Reference.
        match request.action:
            case "GetAuthorizationToken":
                return token()
            case "DescribePullThroughCacheRules":
                return ecr({"pullThroughCacheRules": [{"ecrRepositoryPrefix": name} for name in self.caches]})
            case "DescribeImages":
                return self._images(request.parameters["repositoryName"], request.parameters["imageIds"][0])
            case "DescribeRepositories":
                return self._repository(request.parameters["repositoryNames"][0])
        return RIGHTS[request.action]

    def _images(self, name: str, one: dict[str, str]) -> Answer:
        if name not in self.repositories:
            return _no_repository(name)
        if (name, one.get("imageTag", "")) not in self.tags:
            return ecr_error("ImageNotFoundException", "The image does not exist")
        return ecr({"imageDetails": [{"repositoryName": name, "imageTags": [one["imageTag"]]}]})

    def _repository(self, name: str) -> Answer:
        if name not in self.repositories:
            return _no_repository(name)
        filters = [{"filterType": "WILDCARD", "filter": item} for item in self.exclusions]
        one = {"repositoryName": name, "repositoryUri": f"{HOST}/{name}"}
        more = {"imageTagMutability": self.repositories[name], "imageTagMutabilityExclusionFilters": filters}
        return ecr({"repositories": [one | more]})


def _no_repository(name: str) -> Answer:
    return ecr_error("RepositoryNotFoundException", f"The repository with name '{name}' does not exist")


# The answers to questions about something absent, where the right is there.
RIGHTS = {
    "BatchGetImage": ecr({"images": [], "failures": []}),
    "BatchCheckLayerAvailability": ecr({"layers": [], "failures": []}),
    "GetDownloadUrlForLayer": ecr_error("LayersNotFoundException", "The layer with digest 'sha256:0' was not found"),
    "GetRepositoryPolicy": ecr_error("RepositoryPolicyNotFoundException", "Repository policy does not exist"),
}
