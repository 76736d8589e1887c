// Every client joins a room, and what one emits as "pub" goes to all as "t": what FanOutServer does.
const { Server } = require("socket.io");

const io = new Server(Number(process.argv[2]), {
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
});
io.on("connection", (socket) => {
  socket.join("all");
  socket.on("pub", (event) => io.to("all").emit("t", event));
});
