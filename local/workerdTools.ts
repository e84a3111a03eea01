// The packages that run workerd and read wrangler.toml. They are 20 MB of code, which takes seconds to load. So they are loaded
// when something is run: help, and the word on a mistake, come at once.
export async function workerdTools() {
  const [{ convertV4MiniflareOptions, Miniflare }, wrangler] = await Promise.all([
    import("miniflare"),
    import("wrangler"),
  ]);
  const { experimental_readRawConfig, getPlatformProxy, unstable_getMiniflareWorkerOptions, unstable_readConfig } =
    wrangler;
  return {
    convertV4MiniflareOptions,
    Miniflare,
    experimental_readRawConfig,
    getPlatformProxy,
    unstable_getMiniflareWorkerOptions,
    unstable_readConfig,
  };
}
