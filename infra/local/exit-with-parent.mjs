// Preloaded into programs that are not ours (Next and its build): the channel to the supervisor closes however that ends.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();
