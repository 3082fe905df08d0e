// A picture on the screen; its first row is at the top.

uniform vec4 rectangle;

out vec2 place;

void main() {
    vec2 corner = vec2((gl_VertexID & 1) == 1 ? 1.0 : 0.0, gl_VertexID >= 2 ? 1.0 : 0.0);
    place = vec2(corner.x, 1.0 - corner.y);
    gl_Position = vec4(mix(rectangle.xy, rectangle.zw, corner), 0.0, 1.0);
}
