// The floor: the same rows over the same kinds of hops (Worker, one object, D1), without any of Vigie's own work. It is
// plain JavaScript, since workerd runs it unbuilt.
import { DurableObject } from "cloudflare:workers";

export class Writer extends DurableObject {
  /** One read of histories, then one batch of two writes. */
  async write(rows) {
    const cards = JSON.stringify(rows.map(({ cc_num }) => cc_num));
    await this.env.DB.prepare("select history from histories where card_id in (select value from json_each(?))")
      .bind(cards)
      .all();
    const json = JSON.stringify(rows.map((row) => [row.trans_num, row.cc_num, row.current_time, JSON.stringify(row)]));
    await this.env.DB.batch([
      this.env.DB.prepare(
        "insert into payments select value ->> 0, value ->> 2, value ->> 3 from json_each(?) where true",
      ).bind(json),
      this.env.DB.prepare(
        "insert or replace into histories select value ->> 1, value ->> 3 from json_each(?) where true",
      ).bind(json),
    ]);
    return rows.map(({ trans_num }) => trans_num);
  }
}

export default {
  async fetch(request, env) {
    const body = await request.json();
    const writer = new URL(request.url).searchParams.get("writer") ?? "writer";
    const written = await env.WRITER.getByName(writer).write(Array.isArray(body) ? body : [body]);
    return Response.json(written);
  },
};
