package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

/**
 * @param maxAgents agents that exist; one more is refused with {@code limit_exceeded}. 0: any
 *     number
 * @param maxImages images of one task, at most 20. 0: none may have any
 * @param maxImageBytes bytes of one image; no provider takes more
 * @param maxImagesBytes bytes of all images of one task. In base64 they take a third more, and must
 *     fit into {@code server.limits.maxFrameBytes}
 * @param maxExportBytes the longest exported task, as JSON
 */
public record LimitsConfig(
    int maxAgents, int maxImages, int maxImageBytes, int maxImagesBytes, long maxExportBytes) {
  public LimitsConfig {
    check("maxAgents", maxAgents, 0, 1_000_000_000);
    check("maxImages", maxImages, 0, 20);
    check("maxImageBytes", maxImageBytes, 1_000, 5_242_880);
    check("maxImagesBytes", maxImagesBytes, 1_000, 33_554_432);
    check("maxExportBytes", maxExportBytes, 10_000, 1_073_741_824);
  }

  public static LimitsConfig defaults() {
    return new LimitsConfig(1_000_000, 20, 5_242_880, 8_388_608, 16_777_216);
  }
}
