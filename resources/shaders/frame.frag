// Dims what lies outside of the image of the view that is looked through, and draws its frame.

uniform vec2 middle_pixels;
uniform vec2 half_size_pixels;
uniform vec3 outside;
uniform float outside_opacity;
uniform vec3 line;
uniform float line_pixels;

out vec4 fragment;

void main() {
    vec2 beyond = abs(gl_FragCoord.xy - middle_pixels) - half_size_pixels;
    float gap = max(beyond.x, beyond.y);
    if (gap < 0.0) discard;  // not a pixel of the image is touched
    fragment = gap < line_pixels ? vec4(line, 1.0) : vec4(outside, outside_opacity);
}
