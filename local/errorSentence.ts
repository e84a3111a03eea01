// Why a command could not do its work, in a sentence for the person who runs it. A bug has no such reason: it keeps its
// stack.

/** A problem that a person can mend. The message says what is wrong and what to do. */
export class Mendable extends Error {}

/** Null for a bug. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof Mendable) return error.message;
  if (!(error instanceof Error)) return null;
  if (error.name === "TimeoutError") return "the other side did not answer in time: try again";
  const about = systemErrorIn(error);
  if (about !== null) return WORDS[about.code]?.(about) ?? null;
  // Neon's driver uses a name of its own for the cause.
  const cause: unknown = error.cause ?? Reflect.get(error, "sourceError");
  if (cause === undefined) return null;
  // Fetch says only that it failed; the reason is in the error's cause.
  const unsent = error.message === "fetch failed" && cause instanceof Error ? cause.message : null;
  return reasonOf(cause) ?? (unsent === null ? null : `the request could not be sent: ${unsent}`);
}

/** Why an address could not be asked, and what to do. `address` is as it may be shown: without name, password and query. */
export function notReached(address: string, error: unknown): string {
  const reason = reasonOf(error) ?? (error instanceof Error ? error.message : String(error));
  const advice = reason.includes(": look at ") || reason.endsWith("try again") ? "" : "; look at the address";
  return `${address} could not be asked: ${reason}${advice}`;
}

interface SystemError {
  code: string;
  /** The system call: `open`, `listen`, `spawn python3`. */
  call: string;
  /** The file, the program or the host that it was for. */
  what: string;
  port: string;
}

const NO_ROOM = () => "the disk is full: free some space and try again";
const TOO_MANY_FILES = () => "too many files are open: raise the limit (ulimit -n) and try again";
const NO_HOST = ({ what }: SystemError) => `there is no host ${what}, or no network to find it by: look at the address`;
const NO_ANSWER = ({ what, port }: SystemError) =>
  `nothing answers at ${what}${port}: look at the address, and whether it runs`;
const CUT_OFF = () => "the other side ended the connection: try again";
const NO_RIGHT = ({ call, what, port }: SystemError) =>
  call === "listen"
    ? `${port.replace(":", "port ")} needs rights that this user does not have: choose one above 1023`
    : `${what}: this user has no right to it; change its owner, or choose another place`;
const NOT_A_FOLDER = ({ what }: SystemError) => `${what}: a file stands where a folder is needed; choose another place`;

const WORDS: Record<string, (about: SystemError) => string> = {
  ENOENT: ({ call, what }) =>
    call.startsWith("spawn") ? `${what} is not installed, or not on the PATH` : `${what}: no such file or folder`,
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: ({ what }) => `${what}: that disk can only be read; choose another place`,
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
  EISDIR: ({ what }) => `${what || "that"} is a folder; name a file`,
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EADDRINUSE: ({ port }) => `${port.replace(":", "port ")} is already in use: end what uses it, or choose another`,
  EADDRNOTAVAIL: ({ what }) => `${what} is no address of this machine`,
  ECONNREFUSED: NO_ANSWER,
  EHOSTUNREACH: NO_ANSWER,
  ENETUNREACH: NO_ANSWER,
  ETIMEDOUT: NO_ANSWER,
  UND_ERR_CONNECT_TIMEOUT: NO_ANSWER,
  ENOTFOUND: NO_HOST,
  EAI_AGAIN: NO_HOST,
  ECONNRESET: CUT_OFF,
  EPIPE: CUT_OFF,
  UND_ERR_SOCKET: CUT_OFF,
  ERR_SSL_WRONG_VERSION_NUMBER: () => "what answers there speaks no https: try http",
};

/** The facts in Node's error for a failed system call; null when it is another error. */
function systemErrorIn(error: Error): SystemError | null {
  // For a host with two addresses both attempts failed; either one tells the reason.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const field = (name: string) => {
    const value: unknown = first instanceof Error ? Reflect.get(first, name) : undefined;
    return value === undefined ? "" : String(value);
  };
  if (!(field("code") in WORDS)) return null;
  const port = field("port");
  return {
    code: field("code"),
    call: field("syscall"),
    what: field("path") || field("hostname") || field("address") || "the other side",
    port: port === "" ? "" : `:${port}`,
  };
}
