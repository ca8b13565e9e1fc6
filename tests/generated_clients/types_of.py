"""Reads the Python models that a generator wrote."""

import ast
from collections.abc import Iterator
from pathlib import Path


def classes_of(package: Path) -> Iterator[ast.ClassDef]:
    """Every model and enumeration."""
    for file in sorted((package / "models").glob("*.py")):
        yield from (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef))


def fields_of(package: Path) -> dict[str, str]:
    """The annotation of every field, as ``{"EvidenceRow.size": "int"}``."""
    return {
        f"{model.name}.{ast.unparse(node.target)}": ast.unparse(node.annotation)
        for model in classes_of(package)
        for node in model.body
        if isinstance(node, ast.AnnAssign)
    }


def enumerations_of(package: Path) -> dict[str, dict[str, str | int]]:
    """Members and values of every enumeration."""
    return {
        one.name: {
            ast.unparse(node.targets[0]): ast.literal_eval(node.value)
            for node in one.body
            if isinstance(node, ast.Assign)
        }
        for one in classes_of(package)
        if any(ast.unparse(base).endswith("Enum") for base in one.bases)
    }
