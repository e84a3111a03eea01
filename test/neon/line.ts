// The line between the Worker under test and its database: lets requests to that one address through, and has troubles
// when a test says so (see trouble.ts). Runs in Node.
import { type Request, Response } from "miniflare";

export interface Trouble {
  /** Of the requests whose body holds this text … */
  about: string;
  /** … so many have it. */
  times: number;
  what: "refused" | "slow" | "answer lost";
}

const SLOW_MS = 1_500;

export function lineTo(databaseUrl: string, others: (request: Request) => Promise<Response>) {
  const { host } = new URL(databaseUrl);
  let troubles: Trouble[] = [];
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.host === "line.test") {
      troubles = JSON.parse(await request.text());
      return new Response(null, { status: 204 });
    }
    if (url.host !== host) return others(request);
    const body = await request.text();
    const pass = async () => {
      const answer = await fetch(request.url, { method: "POST", headers: [...request.headers], body });
      return new Response(await answer.text(), { status: answer.status });
    };
    const trouble = troubles.find(({ about, times }) => times > 0 && body.includes(about));
    if (trouble === undefined) return pass();
    trouble.times -= 1;
    switch (trouble.what) {
      case "refused":
        return Response.json({ message: "Couldn't connect to compute node" }, { status: 500 });
      case "slow":
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
        return pass();
      case "answer lost":
        await pass();
        return new Response("the origin went away", { status: 520 });
    }
  };
}
