// Reads {secret, id, timestamp (seconds), body} from stdin and prints the signature of the library that senders use.
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const { secret, id, timestamp, body } = JSON.parse(await text(process.stdin));
console.log(new Webhook(secret).sign(id, new Date(timestamp * 1000), body));
