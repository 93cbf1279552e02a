"""Small uses of GPflow, Sonnet and TensorFlow Probability: each prints what it computed, or how it failed."""

from __future__ import annotations

import gpflow
import numpy as np
import sonnet as snt
import tensorflow as tf
import tensorflow_probability as tfp

INPUTS = np.linspace(0.0, 1.0, 20)[:, None]
OUTPUTS = np.sin(6.0 * INPUTS)


def regression():
    model = gpflow.models.GPR((INPUTS, OUTPUTS), kernel=gpflow.kernels.Matern52() + gpflow.kernels.Linear())
    optimizer = gpflow.optimizers.Scipy()
    optimizer.minimize(model.training_loss, model.trainable_variables, options={"maxiter": 20})
    return tf.function(model.predict_f)(INPUTS[:3])


def classification():
    model = gpflow.models.SVGP(
        gpflow.kernels.SquaredExponential(), gpflow.likelihoods.Bernoulli(), INPUTS[:10], num_data=20
    )
    loss = model.training_loss_closure((INPUTS, (OUTPUTS > 0.0).astype(float)))
    optimizer = tf.optimizers.Adam(0.05)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = loss()
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return value

    return [step() for _ in range(5)]


def kernels():
    found = [gpflow.kernels.Periodic(gpflow.kernels.RBF()), gpflow.kernels.ArcCosine(), gpflow.kernels.Polynomial()]
    found.append(gpflow.kernels.ChangePoints([gpflow.kernels.RBF(), gpflow.kernels.Matern32()], [0.5]))
    return [tf.reduce_sum(tf.function(kernel.K)(INPUTS)) for kernel in found]


def perceptron():
    network, optimizer = snt.nets.MLP([8, 4, 1]), snt.optimizers.Adam(0.01)
    inputs, outputs = INPUTS.astype("float32"), OUTPUTS.astype("float32")

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((network(inputs) - outputs) ** 2)
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        return loss

    return [step() for _ in range(5)]


def recurrent():
    sequence = np.linspace(0.0, 1.0, 30).reshape([5, 2, 3]).astype("float32")

    def unroll(core):
        lengths = tf.constant([3, 5])
        return snt.dynamic_unroll(core, sequence, core.initial_state(2), sequence_length=lengths)[0]

    return [tf.function(unroll)(core) for core in (snt.LSTM(4), snt.GRU(4), snt.VanillaRNN(4))]


def normalized():
    norm = snt.BatchNorm(create_scale=True, create_offset=True)
    run = tf.function(lambda inputs, training: norm(inputs, is_training=training))
    images = np.linspace(0.0, 1.0, 96).reshape([2, 4, 4, 3]).astype("float32")
    return run(images, True), run(images, False), tf.function(snt.LayerNorm(-1, True, True))(images)


def distributions():
    kinds = tfp.distributions
    mixture = kinds.MixtureSameFamily(kinds.Categorical(logits=[0.0, 1.0]), kinds.Normal([0.0, 3.0], 1.0))
    found = [kinds.Gamma(2.0, 3.0), kinds.Poisson(2.0), kinds.VonMises(0.0, 1.0), kinds.LKJ(3, 1.5), mixture]

    @tf.function
    def run(distribution):
        sample = distribution.sample(4, seed=(1, 2))
        return sample, distribution.log_prob(sample)

    return [run(distribution) for distribution in found]


def _chain(kernel):
    state = tf.zeros([2])
    run = tf.function(
        lambda: tfp.mcmc.sample_chain(20, state, kernel=kernel, num_burnin_steps=5, trace_fn=None, seed=(3, 4))
    )
    return tf.reduce_mean(run())


def chains():
    def target(x):
        return -0.5 * tf.reduce_sum(x**2)

    kinds = tfp.mcmc
    hamiltonian = kinds.HamiltonianMonteCarlo(target, step_size=0.3, num_leapfrog_steps=3)
    adapting = kinds.SimpleStepSizeAdaptation(hamiltonian, num_adaptation_steps=10)
    slices = kinds.SliceSampler(target, step_size=1.0, max_doublings=3)
    found = [adapting, kinds.NoUTurnSampler(target, step_size=0.3), kinds.RandomWalkMetropolis(target), slices]
    return [_chain(kernel) for kernel in found]


def minima():
    def quadratic(x):
        return tfp.math.value_and_gradient(lambda x: tf.reduce_sum((x - 1.0) ** 2 * [1.0, 3.0]), x)

    kinds = tfp.optimizer
    start = tf.zeros(2)
    root = tf.function(lambda: tfp.math.find_root_chandrupatla(lambda x: x**3 - 2.0, 0.0, 2.0).estimated_root)
    return [
        tf.function(lambda: kinds.bfgs_minimize(quadratic, start).position)(),
        tf.function(lambda: kinds.lbfgs_minimize(quadratic, start).position)(),
        root(),
    ]


USES = (
    regression,
    classification,
    kernels,
    perceptron,
    recurrent,
    normalized,
    distributions,
    chains,
    minima,
)


def main() -> None:
    """Run them all."""
    for use in USES:
        tf.random.set_seed(0)
        try:
            parts = [np.round(np.asarray(part, dtype=float), 3).ravel()[:3].tolist() for part in tf.nest.flatten(use())]
            print(f"{use.__name__}: {parts}", flush=True)
        except Exception as error:
            print(f"{use.__name__}: {type(error).__name__}", flush=True)


if __name__ == "__main__":
    main()
