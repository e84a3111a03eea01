// How a model of an MLflow server is named, and how one signs in there. Training and the Worker read it alike. Pure.

export interface MlflowModelName {
  name: string;
  /** The word that points to one of the model's versions. Null: none was named. */
  alias: string | null;
}

/** What MLflow itself refuses in names of models. */
const NAME = /^[^/:]+$/;
/** MLflow allows these letters, and keeps `latest` and names such as v7 to itself. */
const ALIAS = /^(?!v\d+$|latest$)[\w-]+$/i;

/** Reads `name@alias`, as MLflow writes it in `models:/name@alias` too. Null when MLflow would refuse the name. */
export function readModelName(text: string): MlflowModelName | null {
  const path = text.replace(/^models:\//, "");
  // A name may hold an @, an alias none.
  const at = path.lastIndexOf("@");
  const name = (at === -1 ? path : path.slice(0, at)).trim();
  const alias = at === -1 ? null : path.slice(at + 1).trim();
  return NAME.test(name) && (alias === null || ALIAS.test(alias)) ? { name, alias } : null;
}

/** Why the address of a server cannot be used; null when it can. */
export function trackingUriProblem(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol))
    return "must be http:// or https://, as in https://mlflow.example";
  if (url.username !== "" || url.password !== "") {
    return "must hold no name and password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD";
  }
  return url.search === "" && url.hash === "" ? null : "must hold no ? and no #: paths are added at its end";
}

interface SignIn {
  token?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

/** The Authorization header; null when nothing is set. A name counts more than a token, as with MLflow's own clients. */
export function signInHeader({ token, username, password }: SignIn): string | null {
  if (username) return `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}`;
  return token ? `Bearer ${token}` : null;
}
