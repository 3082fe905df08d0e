// A straight line of a width in pixels, an instance each: its two ends become a strip of two triangles.
// Core OpenGL draws lines one pixel wide and without smoothing only.

layout(location = 0) in vec3 start;
layout(location = 1) in vec3 end;
layout(location = 2) in vec4 line_colour;
layout(location = 3) in vec2 width_and_dash_pixels;

uniform mat4 clip_from_local;
uniform vec2 viewport_pixels;

out vec3 position;
noperspective out float across_pixels;
noperspective out float along_pixels;
flat out vec4 colour;
flat out float half_width_pixels;
flat out float dash_pixels;

void main() {
    vec4 a = clip_from_local * vec4(start, 1.0);
    vec4 b = clip_from_local * vec4(end, 1.0);
    vec3 position_a = start, position_b = end;
    // An end behind the near plane has no place on screen: cut there.
    float inside_a = a.z + a.w, inside_b = b.z + b.w;
    if (inside_a < 0.0 && inside_b < 0.0) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    if (inside_a < 0.0) {
        float share = inside_a / (inside_a - inside_b);
        a = mix(a, b, share);
        position_a = mix(start, end, share);
    } else if (inside_b < 0.0) {
        float share = inside_b / (inside_b - inside_a);
        b = mix(b, a, share);
        position_b = mix(end, start, share);
    }
    vec2 half_viewport = 0.5 * viewport_pixels;
    vec2 along = b.xy / b.w * half_viewport - a.xy / a.w * half_viewport;
    float length_pixels = length(along);
    along = length_pixels > 1e-6 ? along / length_pixels : vec2(1.0, 0.0);

    half_width_pixels = 0.5 * width_and_dash_pixels.x;
    float reach = half_width_pixels + 0.5;  // room for the smooth edge
    float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
    bool at_end = gl_VertexID >= 2;
    float overhang = at_end ? half_width_pixels : -half_width_pixels;  // so that lines meet in corners
    vec4 place = at_end ? b : a;
    place.xy += (vec2(-along.y, along.x) * side * reach + along * overhang) / half_viewport * place.w;

    position = at_end ? position_b : position_a;
    across_pixels = side * reach;
    along_pixels = at_end ? length_pixels + overhang : overhang;
    colour = line_colour;
    dash_pixels = width_and_dash_pixels.y;
    gl_Position = place;
}
