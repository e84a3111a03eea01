import zip from "../../model/artifacts/bundle.zip";

export default new Uint8Array(zip);
