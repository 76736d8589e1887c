// Checks that the official client gets its state back from `./conformance --recovery`: node recovery.mjs [http://127.0.0.1:3000]
import assert from "node:assert";
import { io } from "socket.io-client";
import { ask, check, DEADLINE, finish, once, url } from "./checks.mjs";

/** Breaks the connection off below the client; resolves when the client has noticed. */
async function breakOff(socket) {
  const gone = once(socket, "disconnect");
  const { transport } = socket.io.engine;
  if (transport.ws) transport.ws.close();
  else socket.io.engine.close();
  return (await gone)[0];
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  const how = transports.join("+");
  const open = (options = {}) => io(url, { transports, forceNew: true, reconnectionDelay: 300, ...options });

  await check(`${how}: is who it was and gets what it missed`, async () => {
    const [socket, other] = [open(), open({ transports: ["websocket"] })];
    const seen = [];
    socket.on("roomed", (value) => seen.push(value));
    await once(socket, "connect");
    assert.equal(socket.recovered, false);
    const { id } = socket;
    await ask(socket, "join", how);
    other.emit("room", how, 1);
    await once(socket, "roomed");
    await breakOff(socket);
    for (const value of [2, 3]) other.emit("room", how, value);
    await ask(other, "message-with-ack", "order");
    await once(socket, "connect");
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    other.emit("room", how, 4);
    while (seen.length < 4) await once(socket, "roomed");
    assert.deepEqual(seen, [1, 2, 3, 4]);
    for (const each of [socket, other]) each.close();
  });
  await check(`${how}: misses nothing of many events`, async () => {
    const [socket, other] = [open({ reconnectionDelay: 20 }), open({ transports: ["websocket"] })];
    const count = 3000;
    const seen = [];
    const all = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${seen.length} of ${count} came`)), 2 * DEADLINE);
      socket.on("roomed", (value) => {
        seen.push(value);
        // Later: a client that closes amid a polling payload keeps the rest of it to be heard again after its offset.
        if (seen.length % 600 === 0 && seen.length < count) setTimeout(() => breakOff(socket).catch(reject));
        if (seen.length === count) {
          clearTimeout(timer);
          resolve();
        }
      });
    });
    await once(socket, "connect");
    await ask(socket, "join", `many ${how}`);
    let recovered = 0;
    socket.on("connect", () => (recovered += socket.recovered ? 1 : 0));
    for (let i = 0; i < count; i++) {
      other.emit("room", `many ${how}`, i);
      // Not all by one read, or nothing is left to be missed.
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await all;
    const wrong = seen.findIndex((value, i) => value !== i);
    assert.equal(wrong, -1, `${seen[wrong]} came after ${seen[wrong - 1]}`);
    assert.ok(recovered > 0, "never recovered");
    for (const each of [socket, other]) each.close();
  });
  await check(`${how}: is new with another token`, async () => {
    const socket = open({ auth: { token: "a" } });
    await once(socket, "connect");
    const { id } = socket;
    socket.auth = { token: "b" };
    await breakOff(socket);
    await once(socket, "connect");
    assert.equal(socket.recovered, false);
    assert.notEqual(socket.id, id);
    socket.close();
  });
  await check(`${how}: is new after it left`, async () => {
    const socket = open();
    await once(socket, "connect");
    const { id } = socket;
    socket.disconnect();
    socket.connect();
    await once(socket, "connect");
    assert.equal(socket.recovered, false);
    assert.notEqual(socket.id, id);
    socket.close();
  });
}

finish();
