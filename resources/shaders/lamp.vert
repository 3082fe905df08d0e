// A square of a size in pixels around a point of space.

uniform mat4 clip_from_local;
uniform vec3 place;
uniform vec2 viewport_pixels;
uniform float radius_pixels;
uniform float casing_pixels;

out vec2 offset_pixels;

void main() {
    vec2 corner = vec2((gl_VertexID & 1) == 1 ? 1.0 : -1.0, gl_VertexID >= 2 ? 1.0 : -1.0);
    vec4 middle = clip_from_local * vec4(place, 1.0);
    offset_pixels = corner * (radius_pixels + casing_pixels + 1.0);
    middle.xy += offset_pixels / (0.5 * viewport_pixels) * middle.w;
    gl_Position = middle;
}
