package dev.reveille.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** Pictures that go with a task. */
final class ImageOptions {

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "A PNG, JPEG, GIF or WebP file, or its https address; may be repeated.")
  private List<String> images = new ArrayList<>();

  ArrayNode json(Root root) throws IOException {
    ArrayNode array = Json.object().putArray("images");
    for (String image : images) {
      Params params = new Params();
      if (image.startsWith("https://")) {
        params.with("url", image);
      } else {
        params.with("mimeType", type(image, root)).with("data", data(image, root));
      }
      array.add(params.json());
    }
    return array;
  }

  private static String data(String file, Root root) throws IOException {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw root.misuse("--image: there is no file " + file);
    }
  }

  private static String type(String file, Root root) {
    String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "png" -> "image/png";
      case "jpg", "jpeg" -> "image/jpeg";
      case "gif" -> "image/gif";
      case "webp" -> "image/webp";
      default -> throw root.misuse("--image: " + file + " must end in .png, .jpg, .gif or .webp");
    };
  }
}
