import * as tf from "@tensorflow/tfjs-core";

/** Where a chain moves freely: points and momenta are [B, D], none of the arguments is disposed. */
export interface Space {
  /** The nearest points of the space. */
  project(points: tf.Tensor2D): tf.Tensor2D;
  /** The part of vectors at points that lies within the space. */
  tangent(points: tf.Tensor2D, vectors: tf.Tensor2D): tf.Tensor2D;
  /** Where momenta of mass 1 carry points in a time, and what the momenta are there. */
  drift(
    points: tf.Tensor2D,
    momenta: tf.Tensor2D,
    time: number,
  ): { points: tf.Tensor2D; momenta: tf.Tensor2D };
}

/** All of R^D. */
export const FLAT: Space = {
  project: (points) => points.clone(),
  tangent: (_, vectors) => vectors.clone(),
  drift: (points, momenta, time) => ({
    points: tf.add(points, tf.mul(momenta, time)),
    momenta: momenta.clone(),
  }),
};

/** Below any speed, so that a momentum of 0 stays where it is. */
const TINY = 1e-20;

/** The unit sphere, where a free motion is a great circle (Byrne and Girolami, 2013, sec. 4.1). */
export const SPHERE: Space = {
  project: toSphere,
  tangent: (points, vectors) => {
    const outward = tf.sum(tf.mul(points, vectors), 1) as tf.Tensor1D;
    return tf.sub(vectors, tf.mul(points, acrossRow(outward, points)));
  },
  drift: (points, momenta, time) => {
    const speed = lengthsOf(momenta);
    const turn = tf.mul(speed, time);
    const [length, cos, sin] = [speed, tf.cos(turn), tf.sin(turn)].map((values) =>
      acrossRow(values as tf.Tensor1D, points),
    );
    const ahead = tf.div(momenta, tf.maximum(length, TINY));
    return {
      // Rounding would take it off the sphere, ever faster.
      points: toSphere(tf.add(tf.mul(points, cos), tf.mul(ahead, sin))),
      momenta: tf.mul(tf.sub(tf.mul(ahead, cos), tf.mul(points, sin)), length),
    };
  },
};

/** A number a row, [B], in every column of a matrix like `model`: tfjs's CPU broadcasts slowly. */
export function acrossRow(values: tf.Tensor1D, model: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tf.reshape(values, [-1, 1]), tf.ones([1, model.shape[1]]));
}

function lengthsOf(vectors: tf.Tensor2D): tf.Tensor1D {
  return tf.sqrt(tf.sum(tf.square(vectors), 1));
}

function toSphere(points: tf.Tensor2D): tf.Tensor2D {
  return tf.div(points, acrossRow(lengthsOf(points), points));
}
