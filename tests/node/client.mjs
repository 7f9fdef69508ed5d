// Calls every public method of the client library that customers use, against one server, and prints what came of it.
// Arguments: address without /api, token, prefix of the types, document-id property (document_id or documentId).
// Prints {"<call>": true | "<what is wrong>"}; ends with 0 when all calls were made.
import { strapi } from "@strapi/client";

const [address, token, prefix, idName] = process.argv.slice(2);
const report = {};
const client = strapi({ baseURL: `${address}/api/`, auth: token, headers: { "X-Conformance": "1" } });
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

const check = (holds, what) => { if (!holds) throw new Error(what); };
const same = (actual, wanted) => check(JSON.stringify(actual) === JSON.stringify(wanted), `${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
async function call(name, work) {
  try {
    await work();
    report[name] = true;
  } catch (error) {
    report[name] = `${error.name}: ${error.message}`;
  }
}
async function refused(work, name, status) {
  try {
    await work();
  } catch (error) {
    // FileNotFoundError and FileForbiddenError carry no answer.
    same([error.name, error.response?.status ?? status], [name, status]);
    return;
  }
  throw new Error(`was not refused with ${name}`);
}

const cards = client.collection(`${prefix}cards`);
const tag = `js ${Date.now()}`;
let made;

await call("baseURL", () => same(client.baseURL.replace(/\/$/, ""), `${address}/api`));
await call("fetch", async () => {
  const answer = await client.fetch(`/${prefix}cards?pagination[pageSize]=1`);
  same([answer.status, Object.keys(await answer.json())], [200, ["data", "meta"]]);
  same((await client.fetch(`${prefix}cards/0`, { method: "DELETE" }).catch((e) => e.response)).status, 404);
});
await call("collection.create", async () => {
  made = (await cards.create({ name: tag, rank: 1 })).data;
  same([made.name, made.rank, typeof made.id, typeof made[idName]], [tag, 1, "number", "string"]);
  const camel = idName === "documentId";
  for (const field of camel ? ["createdAt", "updatedAt", "publishedAt"] : ["created_at", "updated_at", "published_at"]) check(field in made, `${field} is missing`);
  check(!(camel ? "created_at" : "createdAt" in made) || camel, "the other spelling");
  same((await cards.create({ name: tag, rank: 2 }, { fields: ["rank"] })).data.name, undefined);
});
await call("collection.find", async () => {
  const all = await cards.find();
  check(Array.isArray(all.data), "no list");
  same(Object.keys(all.meta.pagination), ["page", "pageSize", "pageCount", "total"]);
  const found = await cards.find({ filters: { name: { $eq: tag }, rank: { $in: [1, 2] } }, sort: ["rank:desc"], fields: ["rank"], pagination: { page: 1, pageSize: 1 } });
  same([found.data.map((c) => c.rank), found.meta.pagination], [[2], { page: 1, pageSize: 1, pageCount: 2, total: 2 }]);
  same((await cards.find({ filters: { $or: [{ rank: 1 }, { rank: 2 }], $and: [{ name: tag }] }, sort: "rank", pagination: { start: 1, limit: 1, withCount: false } })).meta.pagination, { start: 1, limit: 1 });
  same((await cards.find({ filters: { name: tag, secret: undefined }, fields: [], populate: "*", status: "published", locale: "en" })).data.length, 2);
  same((await cards.find({ filters: { name: tag, createdAt: { $lt: new Date("2999-01-01") }, updatedAt: { $notNull: true } } })).data.length, 2);
  same((await cards.find({ filters: { name: { $containsi: tag.toUpperCase() } }, populate: {} })).data.length, 2);
});
await call("collection.findOne", async () => {
  same((await cards.findOne(made[idName])).data.name, tag);
  same(Object.keys((await cards.findOne(made[idName], { fields: ["name"], populate: [] })).data).filter((k) => k !== "locale").sort(), [idName, "id", "name"].sort());
});
await call("collection.update", async () => same(await cards.update(made[idName], { rank: 3 }, { fields: ["name", "rank"] }).then((a) => [a.data.name, a.data.rank]), [tag, 3]));
await call("collection.delete", async () => {
  const one = (await cards.create({ name: "short-lived" })).data;
  await cards.delete(one[idName]);
  await refused(() => cards.findOne(one[idName]), "HTTPNotFoundError", 404);
});
await call("collection with path", async () => same((await client.collection("anything", { path: `/${prefix}cards` }).findOne(made[idName])).data.name, tag));
await call("collection with plugin", async () => {
  same((await client.collection("files", { plugin: { name: "upload" } }).find({ filters: { name: "nothing" } })).length, 0);
  same((await client.collection("files", { plugin: { name: "anything", prefix: "upload" } }).find({ filters: { name: "nothing" } })).length, 0);
});

const front = client.single(`${prefix}front`);
await call("single.update", async () => same((await front.update({ title: "Hello" })).data.title, "Hello"));
await call("single.find", async () => {
  same((await front.find()).data.title, "Hello");
  same((await front.find({ fields: ["title"], populate: ["best"] })).data.best, null);
  same((await client.single("anything", { path: `${prefix}front` }).find()).data.title, "Hello");
});
await call("single.delete", async () => {
  await front.delete();
  await refused(() => front.find(), "HTTPNotFoundError", 404);
});

let file;
await call("files.upload blob", async () => {
  const [plain] = await client.files.upload(new Blob([png], { type: "image/png" }));
  same([plain.mime, plain.width, plain.height, plain.provider], ["image/png", 1, 1, "local"]);
  [file] = await client.files.upload(new File([png], "tower.png", { type: "image/png" }), { fileInfo: { name: "named.png", alternativeText: "a tower", caption: "at night" } });
  const alternative = idName === "documentId" ? "alternativeText" : "alternative_text";
  same([file.name, file[alternative], file.caption, file.ext, typeof file.url, typeof file.hash, typeof file.size], ["named.png", "a tower", "at night", ".png", "string", "string", "number"]);
  await client.files.delete(plain.id);
});
await call("files.upload buffer", async () => {
  const [made] = await client.files.upload(png, { filename: "buffer.png", mimetype: "image/png", fileInfo: { caption: "from a buffer" } });
  same([made.name, made.caption, made.mime], ["buffer.png", "from a buffer", "image/png"]);
  await client.files.delete(made.id);
});
await call("files.find", async () => {
  const files = await client.files.find({ filters: { name: { $eq: "named.png" }, id: file.id }, sort: "name:asc" });
  check(Array.isArray(files), "no flat list");
  same(files.map((f) => f.id), [file.id]);
});
await call("files.findOne", async () => same((await client.files.findOne(file.id)).name, "named.png"));
await call("files.update", async () => {
  const changed = await client.files.update(file.id, { name: "renamed.png", alternativeText: "a lamp", caption: null });
  same([changed.id, changed.name, changed.caption, changed.url], [file.id, "renamed.png", null, file.url]);
});
await call("files.delete", async () => {
  same((await client.files.delete(file.id)).id, file.id);
  await refused(() => client.files.findOne(file.id), "FileNotFoundError", 404);
  await refused(() => client.files.update(file.id, { name: "x" }), "FileNotFoundError", 404);
  await refused(() => client.files.delete(file.id), "FileNotFoundError", 404);
});

await call("errors", async () => {
  await refused(() => cards.create({ nothing: 1 }), "HTTPBadRequestError", 400);
  await refused(() => cards.find({ filters: { secret: "x" } }), "HTTPBadRequestError", 400);
  await refused(() => cards.findOne("nosuchentry0000000000000"), "HTTPNotFoundError", 404);
  await refused(() => strapi({ baseURL: `${address}/api` }).collection(`${prefix}cards`).find(), "HTTPAuthorizationError", 401);
  await refused(() => strapi({ baseURL: `${address}/api`, auth: "wrong" }).files.find(), "HTTPAuthorizationError", 401);
  const reader = await fetch(`${address}/admin/api/tokens`, { method: "POST", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: JSON.stringify({ data: { name: `reader ${tag}`, type: "read-only" } }) });
  const readOnly = strapi({ baseURL: `${address}/api`, auth: (await reader.json()).data.token });
  same((await readOnly.collection(`${prefix}cards`).findOne(made[idName])).data.name, tag);
  await refused(() => readOnly.collection(`${prefix}cards`).create({ name: "x" }), "HTTPForbiddenError", 403);
  const bad = await cards.create({ rank: "high" }).catch((e) => e.response.clone().json());
  same([bad.data, bad.error.status, bad.error.name, bad.error.details.errors[0].path], [null, 400, "ValidationError", ["rank"]]);
});

console.log(JSON.stringify(report));
