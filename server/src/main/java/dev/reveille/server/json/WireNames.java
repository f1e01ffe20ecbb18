package dev.reveille.server.json;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** Enum constants on the wire: {@code CANCEL_PREVIOUS} is {@code cancelPrevious}. */
final class WireNames extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  static List<String> of(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants())
        .map(constant -> lowerCamel(((Enum<?>) constant).name()))
        .toList();
  }

  private static String lowerCamel(String constant) {
    String[] words = constant.toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
    }
    return name.toString();
  }

  @Override
  public Object findEnumNamingStrategy(MapperConfig<?> config, AnnotatedClass type) {
    return EnumNamingStrategies.LowerCamelCaseStrategy.class;
  }
}
