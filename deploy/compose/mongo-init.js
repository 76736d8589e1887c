// Makes a replica set of one of the server "mongo", and Isotherm's user, with the right to its own database and nothing
// else. Doing it again changes nothing but the password, to the one that is kept.
const fs = require("fs");
const secret = (name) => fs.readFileSync(`/run/mongo/${name}`, "utf8").trim();

const admin = connect("mongodb://mongo:27017/admin?directConnection=true&serverSelectionTimeoutMS=30000");
admin.auth("root", secret("root-password"));

try {
  admin.adminCommand({ replSetGetStatus: 1 });
} catch (e) {
  if (e.codeName !== "NotYetInitialized") throw e;
  admin.adminCommand({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] } });
  print("The replica set rs0 is made.");
}
for (let tries = 0; !admin.hello().isWritablePrimary; tries++) {
  if (tries === 120) throw new Error("mongo did not become the primary of rs0 within 60 s");
  sleep(500);
}

const user = { pwd: secret("isotherm-password"), roles: [{ role: "readWrite", db: "isotherm" }] };
if (admin.getUser("isotherm") === null) {
  admin.createUser({ user: "isotherm", ...user });
  print("The user isotherm is made.");
} else {
  admin.updateUser("isotherm", user);
}
