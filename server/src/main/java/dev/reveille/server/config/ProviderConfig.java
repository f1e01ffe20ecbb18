package dev.reveille.server.config;

import org.jspecify.annotations.Nullable;

/**
 * @param name what stands before the slash in {@code provider/model}
 * @param dialect which protocol it speaks: {@code openai}
 * @param baseUrl where its API starts, such as {@code http://localhost:11434/v1}
 * @param apiKeyEnv environment variable that holds its key; none: it needs no key
 */
public record ProviderConfig(
    String name, String dialect, String baseUrl, @Nullable String apiKeyEnv) {}
