package dev.reveille.server.control;

import dev.reveille.core.Image;
import dev.reveille.server.config.LimitsConfig;
import dev.reveille.server.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pictures of tasks, as clients give them and as they are shown to them. */
final class Images {
  private final LimitsConfig limits;

  Images(LimitsConfig limits) {
    this.limits = limits;
  }

  /** What is wrong with one is told now: its provider would say so when the task has begun. */
  List<Image> read(@Nullable List<Params.Picture> given) {
    if (given == null) {
      return List.of();
    }
    if (given.size() > limits.maxImages()) {
      throw tooMuch(
          "images", "maxImages", limits.maxImages(), given.size() + " images are more than ");
    }
    List<Image> images = new ArrayList<>();
    long all = 0;
    for (Params.Picture picture : given) {
      String field = "images[" + images.size() + ']';
      if (picture.data() == null) {
        images.add(elsewhere(field, picture));
        continue;
      }
      byte[] bytes = bytes(field, picture.data());
      all += bytes.length;
      if (all > limits.maxImagesBytes()) {
        throw tooMuch(
            "images",
            "maxImagesBytes",
            limits.maxImagesBytes(),
            "together they have more bytes than ");
      }
      images.add(here(field, picture, bytes));
    }
    return images;
  }

  private static Image elsewhere(String field, Params.Picture picture) {
    String url = picture.url();
    if (url == null || picture.mimeType() != null) {
      throw RpcException.invalidParams(
          field, "an image is {mimeType, data} with data in base64, or {url}");
    }
    if (url.startsWith("data:")) {
      throw RpcException.invalidParams(
          field + ".url", "give an image that is not on the web as mimeType and data");
    }
    return Ask.validAs(field + ".url", () -> new Image(url));
  }

  private static Image here(String field, Params.Picture picture, byte[] bytes) {
    String type = picture.mimeType();
    if (type == null || picture.url() != null) {
      throw RpcException.invalidParams(
          field, "an image is {mimeType, data} with data in base64, or {url}");
    }
    Image image =
        Ask.validAs(
            field + ".mimeType", () -> new Image("data:" + type + ";base64," + picture.data()));
    if (!begins(bytes, type)) {
      throw RpcException.invalidParams(field + ".data", "these bytes are no " + type);
    }
    return image;
  }

  private byte[] bytes(String field, String data) {
    if (data.length() / 4L * 3 > limits.maxImageBytes() + 2L) {
      throw tooMuch(
          field, "maxImageBytes", limits.maxImageBytes(), "an image has more bytes than ");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(data);
      if (bytes.length > limits.maxImageBytes()) {
        throw tooMuch(
            field, "maxImageBytes", limits.maxImageBytes(), "an image has more bytes than ");
      }
      return bytes;
    } catch (IllegalArgumentException wrong) {
      throw RpcException.invalidParams(
          field + ".data", "data must be base64: " + wrong.getMessage());
    }
  }

  private static RpcException tooMuch(String field, String limit, long value, String what) {
    return RpcException.limit(limit, value, what + value + ", the server's limits." + limit)
        .with("field", field);
  }

  /** By the first bytes of each format. */
  private static boolean begins(byte[] bytes, String type) {
    int length = Math.min(bytes.length, 12);
    String start = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return switch (type) {
      case "image/png" -> start.startsWith("\u0089PNG");
      case "image/jpeg" -> start.startsWith("\u00ff\u00d8\u00ff");
      case "image/gif" -> start.startsWith("GIF8");
      default -> start.startsWith("RIFF") && start.endsWith("WEBP");
    };
  }

  /** Without the data, which is large, and which the client had before we had. */
  static List<Map<String, @Nullable Object>> view(List<Image> images) {
    return images.stream().map(Images::view).toList();
  }

  private static Map<String, @Nullable Object> view(Image image) {
    return image.isData()
        ? Fields.of("mimeType", image.mediaType(), "bytes", bytes(image.base64()))
        : Fields.of("url", image.url());
  }

  private static int bytes(String base64) {
    int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() / 4 * 3 - padding;
  }
}
