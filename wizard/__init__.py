"""Connect a project on Shippable to Amazon ECR."""

__version__ = "0.1.0"
