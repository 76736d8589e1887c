// Spreads Isotherm's readings over the shards of a cluster. Run once, after the first start of Isotherm, by a user who
// may shard (role clusterManager):
//
//     mongosh "mongodb://mongos.example:27017/isotherm" deploy/mongodb/shard.js
//
// Not tried on a real sharded cluster yet: see docs/mongodb.md, "What was not tried".
const name = db.getName();

// Every query and every write of blocks names the sensor, so each goes to one shard. A block's _id has the sensor too:
// that it is unique on its shard makes it unique.
for (const collection of ["blocks", "losers"]) {
  db.getCollection(collection).createIndex({ s: "hashed" });
  sh.shardCollection(`${name}.${collection}`, { s: "hashed" });
}

// Records come and go; their hashed ids spread the writing.
db.getCollection("journal").createIndex({ _id: "hashed" });
sh.shardCollection(`${name}.journal`, { _id: "hashed" });

// The rest is small and stays on the database's first shard.
sh.status();
