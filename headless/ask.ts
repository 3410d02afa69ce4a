import { attend, type Port } from "../src/lab/link.ts";

/**
 * A worker's reply to a request: the first of the types that end it.
 *
 * @param hear told of the replies before it
 * @throws where the worker crashes
 */
export function ask<Reply extends { type: string }, Last extends Reply["type"]>(
  port: Port,
  request: object,
  last: readonly Last[],
  hear: (reply: Reply) => void = () => {},
): Promise<Extract<Reply, { type: Last }>> {
  return new Promise((resolve, reject) => {
    attend<Reply>(
      port,
      (reply) => {
        if (last.some((type) => type === reply.type))
          resolve(reply as Extract<Reply, { type: Last }>);
        else hear(reply);
      },
      (message) => reject(new Error(message)),
    );
    port.postMessage(request);
  });
}
