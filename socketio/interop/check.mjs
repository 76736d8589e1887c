// Checks a running `./conformance --interop` with the official client: npm install, then node check.mjs [http://127.0.0.1:3000]
import assert from "node:assert";
import { io } from "socket.io-client";
import { ask, check, DEADLINE, finish, once, url } from "./checks.mjs";

/** The first `count` values of an event. */
function collect(socket, event, count) {
  const seen = [];
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${seen.length} of ${count} came`)), DEADLINE).unref();
    socket.on(event, (value) => {
      seen.push(value);
      if (seen.length === count) resolve(seen);
    });
  });
}

const counting = (count) => Array.from({ length: count }, (_, i) => i);

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  const how = transports.join("+");
  const open = (namespace, options = {}) =>
    io(url + namespace, { transports, forceNew: true, reconnectionDelay: 50, ...options });

  await check(`${how}: connects with a payload`, async () => {
    const socket = open("/", { auth: { token: "1" } });
    assert.deepEqual(await once(socket, "auth"), [{ token: "1" }]);
    socket.close();
  });
  await check(`${how}: echoes`, async () => {
    const socket = open("/");
    socket.emit("message", 1, "ü€😀", { a: [true, null] });
    assert.deepEqual(await once(socket, "message-back"), [1, "ü€😀", { a: [true, null] }]);
    socket.close();
  });
  await check(`${how}: acknowledges`, async () => {
    const socket = open("/");
    assert.equal(await ask(socket, "message-with-ack", "x"), "x");
    socket.close();
  });
  await check(`${how}: carries bytes`, async () => {
    const socket = open("/");
    const bytes = Buffer.from([1, 2, 3, 255]);
    socket.emit("message", bytes, { deep: [bytes] });
    const [flat, deep] = await once(socket, "message-back");
    assert.deepEqual([Buffer.from(flat), Buffer.from(deep.deep[0])], [bytes, bytes]);
    assert.deepEqual(Buffer.from(await ask(socket, "message-with-ack", bytes)), bytes);
    socket.close();
  });
  await check(`${how}: is asked`, async () => {
    const socket = open("/");
    socket.on("question", (n, answer) => answer(n + 1, Buffer.from([5])));
    const [n, bytes] = await ask(socket, "ask", 41);
    assert.deepEqual([n, Buffer.from(bytes)], [42, Buffer.from([5])]);
    socket.off("question");
    assert.match(await ask(socket, "ask", 41), /not acknowledged/);
    socket.close();
  });
  await check(`${how}: shares a connection between namespaces`, async () => {
    const main = open("/");
    const custom = main.io.socket("/custom");
    custom.emit("message", "c");
    assert.deepEqual(await once(custom, "message-back"), ["c"]);
    custom.disconnect();
    assert.equal(await ask(main, "message-with-ack", "d"), "d");
    main.close();
  });
  await check(`${how}: learns why it is refused`, async () => {
    const nowhere = open("/nowhere");
    assert.equal((await once(nowhere, "connect_error"))[0].message, "Invalid namespace");
    nowhere.close();
    const socket = open("/private", { auth: {} });
    const [error] = await once(socket, "connect_error");
    assert.deepEqual([error.message, error.data], ["who are you", { code: 7 }]);
    socket.auth = { token: "secret" };
    socket.connect();
    await once(socket, "connect");
    socket.close();
  });
  await check(`${how}: hears its rooms`, async () => {
    const [a, b, c] = [open("/"), open("/"), open("/")];
    await Promise.all([ask(a, "join", how), ask(b, "join", how)]);
    let wrong = false;
    c.on("roomed", () => (wrong = true));
    const heard = Promise.all([once(a, "roomed"), once(b, "roomed")]);
    c.emit("room", how, "hi");
    assert.deepEqual(await heard, [["hi"], ["hi"]]);
    await ask(c, "message-with-ack", 1);
    assert.equal(wrong, false);
    [a, b, c].forEach((socket) => socket.close());
  });
  await check(`${how}: is disconnected`, async () => {
    const socket = open("/");
    await once(socket, "connect");
    socket.emit("bye");
    assert.equal((await once(socket, "disconnect"))[0], "io server disconnect");
    socket.close();
  });
  await check(`${how}: gets many events in order`, async () => {
    const socket = open("/");
    const seen = collect(socket, "n", 20_000);
    socket.emit("count", 20_000);
    assert.deepEqual(await seen, counting(20_000));
    socket.close();
  });
  await check(`${how}: sends many events in order`, async () => {
    const socket = open("/");
    const seen = collect(socket, "message-back", 2_000);
    counting(2_000).forEach((i) => socket.emit("message", i));
    assert.deepEqual(await seen, counting(2_000));
    socket.close();
  });
  await check(`${how}: carries a large event`, async () => {
    const socket = open("/");
    assert.equal((await ask(socket, "message-with-ack", "x".repeat(900_000))).length, 900_000);
    socket.close();
  });
  await check(`${how}: comes back`, async () => {
    const socket = open("/");
    await once(socket, "connect");
    const first = socket.id;
    socket.io.engine.close();
    await once(socket, "connect");
    assert.notEqual(socket.id, first);
    assert.equal(await ask(socket, "message-with-ack", "again"), "again");
    socket.close();
  });
}
await check("upgrades by default", async () => {
  const socket = io(url, { forceNew: true });
  await once(socket, "connect");
  if (socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  assert.equal(await ask(socket, "message-with-ack", "up"), "up");
  socket.close();
});

finish();
