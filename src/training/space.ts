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

function toSphere(points: tf.Tensor2D): tf.Tensor2D {
  return tf.div(points, tf.norm(points, 2, 1, true));
}

/** The unit sphere, where a free motion is a great circle (Byrne and Girolami, 2013, sec. 4.1). */
export const SPHERE: Space = {
  project: toSphere,
  tangent: (points, vectors) => {
    const outward = tf.sum(tf.mul(points, vectors), 1, true);
    return tf.sub(vectors, tf.mul(points, outward));
  },
  drift: (points, momenta, time) => {
    const speed = tf.norm(momenta, 2, 1, true);
    const ahead = tf.div(momenta, tf.maximum(speed, TINY));
    const [cos, sin] = [tf.cos(tf.mul(speed, time)), tf.sin(tf.mul(speed, time))];
    const turned = tf.sub(tf.mul(ahead, cos), tf.mul(points, sin));
    return {
      // Rounding would take it off the sphere, ever faster.
      points: toSphere(tf.add(tf.mul(points, cos), tf.mul(ahead, sin))),
      momenta: tf.mul(turned, speed),
    };
  },
};
