package dev.reveille.core;

/**
 * A model's wish to call a tool.
 *
 * @param callId unique within its task; given by the model, or made up by the model's adapter
 * @param tool the tool's name
 * @param arguments a JSON object as text, as the model wrote it; whether it is valid is the tool's
 *     question
 */
public record ToolCall(String callId, String tool, String arguments) {}
