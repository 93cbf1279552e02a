"""Each private name of TensorFlow that the runtime uses: a version that moves one fails here, by name."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from pathlib import Path

import keras
import pytest
import tensorflow as tf

import autoimport_graph

RUNTIME = Path(autoimport_graph.__file__).parent / "runtime"
NAMES = [
    ("tensorflow.python.framework.func_graph", "FuncGraph"),
    ("tensorflow.python.framework.func_graph", "func_graph_from_py_func"),
    ("tensorflow.python.framework.composite_tensor", "CompositeTensor"),
    ("tensorflow.python.framework.ops", "EagerTensor"),
    ("tensorflow.python.framework.ops", "get_default_graph"),
    ("tensorflow.python.framework.ops", "name_scope"),
    ("tensorflow.python.framework.ops", "control_dependencies"),
    ("tensorflow.python.framework.tensor", "Tensor"),
    ("tensorflow.python.eager.record", "record_operation"),
    ("tensorflow.python.eager.record", "stop_recording"),
    ("tensorflow.python.ops.cond_v2", "_build_cond"),
    ("tensorflow.python.ops.cond_v2", "verify_captures"),
    ("tensorflow.python.ops.cond_v2", "_COND"),
    ("tensorflow.python.ops.while_v2", "_build_while_op"),
    ("tensorflow.python.ops.while_v2", "_duplicate_body_captures_in_cond"),
    ("tensorflow.python.ops.handle_data_util", "copy_handle_data"),
    ("tensorflow.python.framework.auto_control_deps", "AutomaticControlDependencies"),
    ("tensorflow.python.ops.control_flow_util_v2", "CondBranchFuncGraph"),
    ("tensorflow.python.ops.control_flow_util_v2", "WhileCondFuncGraph"),
    ("tensorflow.python.ops.control_flow_util_v2", "WhileBodyFuncGraph"),
    ("tensorflow.python.ops.control_flow_util_v2", "unique_fn_name"),
    ("tensorflow.python.ops.control_flow_util", "GraphOrParentsInXlaContext"),
    ("tensorflow.python.ops.gradients_util", "PossibleTapeGradientTypes"),
    ("tensorflow.python.ops.resource_variable_ops", "_UnreadVariable"),
    ("tensorflow.python.framework.ops", "SymbolicTensor"),
    ("tensorflow.python.framework.ops", "_DefaultGraphStack.reset"),
    ("tensorflow.python.framework.ops", "Graph._get_function"),
    ("tensorflow.python.framework.ops", "Operation._add_control_inputs"),
    ("tensorflow.python.framework.auto_control_deps", "op_is_stateful"),
    ("tensorflow.python.framework.auto_control_deps_utils", "RESOURCE_READ_OPS"),
    ("tensorflow.python.util.tf_stack", "SentinelFilter.get_filtered_filenames"),
    ("tensorflow.python.util.tf_stack", "SentinelFilter.update"),
    ("tensorflow.python.util.tf_stack", "_source_filter_stacks"),
    ("tensorflow.python.util.nest", "flatten"),
    ("tensorflow.python.trackable.data_structures", "ListWrapper"),
    ("tensorflow.python.trackable.data_structures", "_DictWrapper"),
    ("tensorflow.python.eager.backprop", "GradientTape._ensure_recording"),
    ("tensorflow.python.eager.forwardprop", "ForwardAccumulator._pop_accumulator"),
    ("tensorflow.python.eager.context", "Context._mode"),
    ("tensorflow.python.eager.context", "executing_eagerly"),
    ("tensorflow.python.eager.context", "default_execution_mode"),
    ("tensorflow.python.autograph.impl.api", "is_autograph_artifact"),
    ("tensorflow.python.autograph.impl.api", "do_not_convert"),
    ("tensorflow.python.autograph.core.ag_ctx", "ControlStatusCtx"),
    ("tensorflow.python.autograph.core.ag_ctx", "Status.DISABLED"),
    ("tensorflow.python.autograph.core.ag_ctx", "Status.UNSPECIFIED"),
    ("tensorflow.python.client.session", "register_session_run_conversion_functions"),
    ("tensorflow.python.framework.tensor_shape", "TensorShape"),
]


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_name_exists(module: str, name: str) -> None:
    value: object = importlib.import_module(module)
    for part in name.split("."):
        assert hasattr(value, part), (
            f"TensorFlow {tf.__version__} has no {module}.{name}: see runtime/tensorflow_private.py"
        )
        value = getattr(value, part)


def test_each_name_is_listed() -> None:
    """What the one module takes, read off its source."""
    found: set[tuple[str, str]] = set()
    modules: dict[str, str] = {}
    tree = ast.parse((RUNTIME / "tensorflow_private.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tensorflow.python"):
            for alias in node.names:
                path = f"{node.module}.{alias.name}"
                if importlib.util.find_spec(path) if _is_package(node.module) else None:
                    modules[alias.asname or alias.name] = path
                else:
                    found.add((str(node.module), alias.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add((modules[node.value.id], node.attr))
    listed = {(module, name.partition(".")[0]) for module, name in NAMES}
    assert len(found) > 20
    assert not found - listed


def _is_package(name: str | None) -> bool:
    spec = importlib.util.find_spec(name or "")
    return spec is not None and spec.submodule_search_locations is not None


def test_nobody_else_takes_any() -> None:
    """``building.py`` names what it patches, because it is there before TensorFlow is."""
    for path in RUNTIME.parent.rglob("*.py"):
        if path.name not in ("tensorflow_private.py", "building.py"):
            names = [line for line in path.read_text(encoding="utf-8").splitlines() if "tensorflow.python" in line]
            assert not names, path


def test_keras_scopes() -> None:
    from keras.src.backend.common.stateless_scope import get_stateless_scope
    from keras.src.backend.common.symbolic_scope import in_symbolic_scope

    assert not in_symbolic_scope()
    with keras.SymbolicScope(), keras.StatelessScope() as scope:
        assert in_symbolic_scope()
        assert get_stateless_scope() is scope
        assert scope.state_mapping == {}


SIGNATURES = {
    ("tensorflow.python.ops.cond_v2", "_build_cond"): {"building_gradient", "name"},
    ("tensorflow.python.ops.while_v2", "_build_while_op"): {
        "output_shapes",
        "parallel_iterations",
        "num_original_outputs",
    },
    ("tensorflow.python.framework.func_graph", "func_graph_from_py_func"): {
        "signature",
        "func_graph",
        "add_control_dependencies",
    },
}


@pytest.mark.parametrize(("module", "name"), SIGNATURES)
def test_arguments_exist(module: str, name: str) -> None:
    found = set(inspect.signature(getattr(importlib.import_module(module), name)).parameters)
    missing = SIGNATURES[module, name] - found
    assert not missing, (
        f"TensorFlow {tf.__version__}: {module}.{name} lacks {missing}: see runtime/tensorflow_private.py"
    )


def test_attributes_of_graphs_and_specifications() -> None:
    graph = tf.Graph()
    for name in ("_collections", "_add_control_dependencies", "building_function", "version"):
        assert hasattr(graph, name), (
            f"TensorFlow {tf.__version__}: Graph.{name} is gone: see runtime/tensorflow_private.py"
        )
    traced = tf.function(lambda: None).get_concrete_function().graph
    assert hasattr(traced, "_watched_variables"), f"TensorFlow {tf.__version__}: FuncGraph._watched_variables is gone"
    for name in ("function_captures", "deferred_external_captures", "outer_graph", "captures", "capture"):
        assert hasattr(traced, name), f"TensorFlow {tf.__version__}: FuncGraph.{name} is gone: see runtime/xla"
    operation = tf.function(lambda: tf.constant(1)).get_concrete_function().graph.outputs[0].op
    for name in ("_is_stateful", "_control_flow_context"):
        assert hasattr(operation, name), f"TensorFlow {tf.__version__}: Operation.{name} is gone"
    specification = tf.RaggedTensorSpec([None, None])
    for name in ("_component_specs", "_to_components", "_from_components"):
        assert hasattr(specification, name), f"TensorFlow {tf.__version__}: TypeSpec.{name} is gone"
    for name in ("_element_shape", "_dtype", "_infer_shape", "_dynamic_size"):
        assert hasattr(tf.TensorArraySpec(), name), f"TensorFlow {tf.__version__}: TensorArraySpec.{name} is gone"
