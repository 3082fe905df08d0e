// Tells each fragment how far it is from the sides of its face, in pixels.
// Baerentzen, Nielsen, Gjoel, Larsen, Christensen: Single-pass wireframe rendering, 2006.

layout(triangles) in;
layout(triangle_strip, max_vertices = 3) out;

uniform vec2 viewport_pixels;

in Surface {
    vec3 position;
    vec3 normal;
    float value;
    vec3 paint;
} corner[];

out Surface {
    vec3 position;
    vec3 normal;
    float value;
    vec3 paint;
} surface;

noperspective out vec3 side_pixels;
flat out float least_height_pixels;

void main() {
    vec2 place[3];
    bool in_front = true;
    for (int i = 0; i < 3; ++i) {
        in_front = in_front && gl_in[i].gl_Position.w > 0.0;
        place[i] = gl_in[i].gl_Position.xy / gl_in[i].gl_Position.w * viewport_pixels * 0.5;
    }
    vec2 a = place[1] - place[0], b = place[2] - place[0], c = place[2] - place[1];
    float twice_area = abs(a.x * b.y - a.y * b.x);
    // Corners behind the viewer have no place on screen; such a face has no lines.
    vec3 height = in_front ? twice_area / max(vec3(length(c), length(b), length(a)), 1e-6) : vec3(1e6);
    for (int i = 0; i < 3; ++i) {
        surface.position = corner[i].position;
        surface.normal = corner[i].normal;
        surface.value = corner[i].value;
        surface.paint = corner[i].paint;
        side_pixels = in_front ? vec3(0.0) : vec3(1e6);
        side_pixels[i] = height[i];
        least_height_pixels = min(min(height.x, height.y), height.z);
        gl_Position = gl_in[i].gl_Position;
        EmitVertex();
    }
    EndPrimitive();
}
